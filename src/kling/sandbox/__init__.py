"""The local Kling: a real HTTP server on 127.0.0.1 that answers like the API and makes real videos.

Credentials: API key ``sandbox``, or access key ``sandbox`` with secret key ``sandbox-secret-sandbox-secret-0000``.
"""

from kling.sandbox.faults import Fault
from kling.sandbox.options import ACCESS_KEY, API_KEY, SECRET_KEY, Options
from kling.sandbox.server import Sandbox, running, serve, served

__all__ = ["ACCESS_KEY", "API_KEY", "SECRET_KEY", "Fault", "Options", "Sandbox", "running", "serve", "served"]
