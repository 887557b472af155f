"""A certificate for clients that demand https: made on first use, kept in the state folder, trusted by nobody until the
authority's file is given to the client (SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, curl --cacert)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kling.client.home import private_folder


@dataclass(frozen=True, slots=True)
class Certificate:
    """Paths of PEM files: the authority that clients must trust, and the server's chain and key in one."""

    authority: Path
    server: Path


def certificate(root: Path) -> Certificate:
    """The certificate of a state folder. Raises RuntimeError when the extra ``tls`` is not installed."""
    folder = root / "tls"
    made = Certificate(folder / "ca.pem", folder / "server.pem")
    if made.authority.is_file() and made.server.is_file():
        return made
    try:
        import trustme
    except ImportError:
        raise RuntimeError("https needs the extra tls: pip install 'kling-video-generator[tls]'") from None
    private_folder(folder)
    authority = trustme.CA(organization_name="Kling sandbox")
    server = authority.issue_cert("127.0.0.1", "localhost", "::1", common_name="localhost")
    made.server.touch(mode=0o600)
    server.private_key_and_cert_chain_pem.write_to_path(str(made.server))
    authority.cert_pem.write_to_path(str(made.authority))
    return made
