"""Which URLs and which network addresses may be asked: pure rules, no look-up, nothing sent.

Strict on purpose. URL parsers differ (with a backslash before its @, `https://evil.example@arxiv.org/` is arxiv.org to
`urlsplit` and evil.example to browsers), and resolvers read `127.1`, `0x7f000001` and `①②⑦.⓪.⓪.①` as 127.0.0.1. So a URL is read
by one narrow pattern here, or refused. `ipaddress` alone does not do for addresses (Python 3.11): `is_private` is False for
100.64.0.0/10, and `is_global` is True for NAT64 (64:ff9b::/96), 6to4 (2002::/16) and multicast, which all can lead inside.
"""

import ipaddress
import re
from dataclasses import dataclass

_AUTHORITY = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?=[/?#]|$)", re.ASCII | re.IGNORECASE)
_PLAIN = re.compile(r"[!-~]+", re.ASCII)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MOST_HOST_CHARACTERS = 253
_LEADS_INSIDE = tuple(
    ipaddress.ip_network(block)
    for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0:0/96", "fec0::/10")
)
"""NAT64 (two prefixes), 6to4, Teredo, IPv4-compatible and IPv4-translated, which wrap an IPv4 address; and old site-local."""


@dataclass(frozen=True)
class Origin:
    """Whom a URL asks: scheme, host (lower-case, IPv6 without brackets) and port."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """Host as it stands in a URL, with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def read_origin(url: str) -> Origin:
    """Return whom `url` asks. Raises ValueError, with the reason, for everything that is not a plain http(s) URL.

    Refused are user info, backslashes, white space, characters beyond ASCII, a trailing dot, and odd spellings of IPv4 addresses.
    """
    if "\\" in url or not _PLAIN.fullmatch(url):
        raise ValueError("the URL holds a character that has no place in one")
    authority = _AUTHORITY.match(url)
    if not authority:
        raise ValueError("not a plain http(s) URL with a host and no user name")
    scheme, host = authority[1].lower(), authority[2].lower().strip("[]")
    port = int(authority[3] or _DEFAULT_PORTS[scheme])
    if not 0 < port <= 65535:  # noqa: PLR2004 - the range of a port
        raise ValueError(f"{port} is not a port")
    _check_host(host)
    return Origin(scheme, host, port)


def _check_host(host: str) -> None:
    last = host.rpartition(".")[2]
    if ":" in host or _NUMBER.fullmatch(last):
        ipaddress.ip_address(host)  # a ValueError of its own for 127.1, 0177.0.0.1, 2130706433 and the like
    elif len(host) > _MOST_HOST_CHARACTERS or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError(f"{host[:80]!r} is not a host name")


def plain_netloc(host: str) -> str:
    """Write a host, perhaps with a port, as `Origin.netloc` does."""
    return host.lower().removesuffix(":443").removesuffix(":80")


def is_loopback_host(host: str) -> bool:
    """Tell whether `host` is `localhost` or spells a loopback address; nothing is resolved."""
    return host == "localhost" or is_loopback_address(host)


def is_loopback_address(address: str) -> bool:
    """Tell whether `address` is this machine; False for what is no address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_public_address(address: str) -> bool:
    """Tell whether `address` (IPv4 or IPv6, without zone) is one of the open internet; False for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    wraps = any(ip in block for block in _LEADS_INSIDE)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not wraps


def is_exempt(host: str, no_proxy: str) -> bool:
    """Tell whether NO_PROXY names `host`: names stand for themselves and what is below them, `*` for every host."""
    names = [name.strip().lstrip(".").lower() for name in no_proxy.split(",")]
    return "*" in names or any(name and (host == name or host.endswith(f".{name}")) for name in names)


def printable(url: str) -> str:
    """Return `url` fit for a message: user name and password dropped, odd characters escaped, at most 300 characters."""
    bare = re.sub(r"(?<=//)[^/?#]*@", "", url)
    return bare.encode("ascii", "backslashreplace").decode("ascii").translate(_ESCAPES)[:300]


_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(33), 127)}
