"""What a URL or an internet address is: one judgement for every place that asks.

Whether an address is public follows the registries of special-purpose addresses (IANA, 2026-11), not the version of
Python this runs on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

_NOT_PUBLIC_V4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private
    "100.64.0.0/10",  # shared by a provider's customers
    "127.0.0.0/8",  # this machine
    "169.254.0.0/16",  # link-local; clouds keep their metadata there
    "172.16.0.0/12",  # private
    "192.0.0.0/24",  # protocol assignments
    "192.0.2.0/24",  # documentation
    "192.88.99.0/24",  # relays of 6to4, no longer in use
    "192.168.0.0/16",  # private
    "198.18.0.0/15",  # measurements
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/3",  # multicast, reserved, broadcast
)
_PUBLIC_V6 = "2000::/3"
"""All that is given out. Outside are loopback, ULA, link-local, site-local (fec0::/10), multicast and SRv6."""
_NOT_PUBLIC_V6 = (
    "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4: an IPv4 address inside, reached by relays nobody vouches for
    "3fff::/20",  # documentation
)
_NAT64 = "64:ff9b::/96"

_LOCAL_ENDINGS = (
    *(".localhost", ".localdomain", ".local", ".internal", ".lan", ".home.arpa", ".home", ".fritz.box", ".intranet"),
    *(".corp", ".private", ".svc", ".docker", ".onion"),
)
"""Names that no public name server knows."""


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,20})://|(blob|about|cid|javascript|ph|sandbox|attachment):")


def is_url(source: str) -> bool:
    """Whether a source is written as an http(s) URL. Sources may be megabytes of base64."""
    return source[:8].lower().startswith(("http://", "https://"))


_SIGNATURES = ("x-amz-signature=", "x-goog-signature=", "sig=")
"""Fields of addresses by which storage of three kinds lets anybody read a file (S3, Google, Azure)."""


def unsigned(value: Any) -> Any:
    """A value of JSON whose addresses have no signatures of storage: whoever has such an address has the file."""
    if isinstance(value, Mapping):
        return {key: unsigned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unsigned(inner) for inner in value]
    if isinstance(value, str) and is_url(value):
        bare, _, query = value.partition("?")
        return bare if any(field.startswith(_SIGNATURES) for field in query.lower().split("&")) else value
    return value


def scheme(text: str) -> str | None:
    """The scheme of an address such as ``s3://bucket/key``, in lower case; None for a path, base64 or ``data:``."""
    found = _SCHEME.match(text[:24].lower())
    return found[1] or found[2] if found else None


def host_of(url: str) -> str:
    """The host of a URL in lower case; empty when the text is none that can be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_fetchable(url: str) -> bool:
    """Whether a text is an http(s) URL that a connection can be opened for."""
    try:
        parts = urlsplit(url)
        parts.netloc.encode("ascii")
        port = parts.port  # raises for a number that is none
    except ValueError:
        return False
    is_clean = not any(char <= " " or char == "\x7f" for char in parts.netloc)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and is_clean


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when it hides in an IPv6 form of an IPv4 one. Raises
    ValueError for a text that is no address."""
    from ipaddress import IPv4Address, IPv6Address, ip_address

    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _net(_NAT64) else None)
        if inner is None:
            return ip in _net(_PUBLIC_V6) and not any(ip in _net(one) for one in _NOT_PUBLIC_V6)
        ip = inner
    return not any(ip in _net(one) for one in _NOT_PUBLIC_V4)


def is_loopback(url: str) -> bool:
    """Whether a URL is of this very machine: ``localhost`` or a loopback address, written in full."""
    return is_own(host_of(url))


def is_own(host: str) -> bool:
    """Whether a host is this very machine by a name or address that cannot be another's."""
    if host == "localhost":
        return True
    ip: Any = _literal(host)
    return ip is not None and bool((getattr(ip, "ipv4_mapped", None) or ip).is_loopback)


def is_out_of_reach(url: str) -> bool:
    """Whether a service elsewhere can surely not reach a URL: an address that is not public, a name without a dot, or
    one that only a local network knows. Nothing is looked up."""
    host = host_of(url).rstrip(".")
    if (ip := _literal(host)) is not None:
        return not is_public(str(ip))
    if _is_number(host):
        return True  # 127.1, 2130706433: ways of writing addresses that services refuse
    return bool(host) and ("." not in host or host.endswith(_LOCAL_ENDINGS))


def _is_number(host: str) -> bool:
    last = host.rpartition(".")[2]
    return last.isdecimal() or last.startswith("0x")


@cache
def _net(text: str) -> Any:
    from ipaddress import ip_network

    return ip_network(text)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    from ipaddress import ip_address

    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
