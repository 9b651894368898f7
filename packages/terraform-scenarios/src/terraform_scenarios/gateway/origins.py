"""Who may ask a server on loopback: any program, but of web pages only those of allowed origins.

A page of any site can make the developer's browser send requests to a loopback port. The browser
says so in headers that no page can set or leave out: `Host`, `Origin` and `Sec-Fetch-Site`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urlsplit

from .errors import AwsError, GatewayError

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::([0-9]{0,5}))?", re.IGNORECASE)
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9_.:\[\]-]+", re.IGNORECASE)
# Also at the end of a name, since SDKs put accounts and buckets in front of the endpoint's host.
# A browser takes no name that ends in an IPv4 address, and resolves .localhost itself:
# https://url.spec.whatwg.org/#ends-in-a-number-checker, RFC 6761 section 6.3
_LOOPBACK = re.compile(
    r"(?:[a-z0-9_.-]+\.)?(?:127(?:\.[0-9]{1,3}){3}|localhost(?:\.localstack\.cloud)?)\.?"
)
# A browser sends Sec-Fetch-Site to addresses that it trusts: loopback addresses and .localhost.
# https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy
_NOT_TRUSTED = re.compile(r"\.cloud\.?$")
# The user typed the address, or the page is the server's own.
_HARMLESS_SITES = (("none",), ("same-origin",))

# All values of a header, by its name in lower case.
Headers = Callable[[str], Sequence[str]]


def read_origin(url: str) -> str:
    """An origin as browsers write it, such as `http://localhost:5173`.

    Raises:
        GatewayError: it is not an origin.
    """
    origin = url.removesuffix("/").lower()
    if not _ORIGIN.fullmatch(origin):
        raise GatewayError(
            f"{url!r} is not the origin of a page: write it as http://localhost:5173"
        )
    return origin


def refusal(headers: Headers, origins: Collection[str] = ()) -> AwsError | None:
    """The error for a request that a server on loopback must not answer; None if it may.

    Args:
        headers: of the request.
        origins: the origins whose pages may send requests, beside the server's own.
    """
    hosts = headers("host")
    matched = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if matched is None or not _exists(matched[1], matched[2]):
        text = "The request must have one Host header: a name, and a port if there is one"
        return AwsError("MalformedHttpRequestException", text, 400)
    name = matched[1].lower()
    if name != "[::1]" and not _LOOPBACK.fullmatch(name):
        return _denied(f"{name} is not a name of this machine's loopback")
    allowed = {*origins, f"http://{hosts[0].lower()}"}
    if stated := headers("origin"):
        if len(stated) == 1 and stated[0].lower() in allowed:
            return None
        shown = ", ".join(stated).encode("ascii", "replace").decode()[:200]
        return _denied(
            f"A page of {shown} must not call this server, unless it is an allowed origin"
        )
    # With a Referer, the user may follow a link of an allowed page, as to a hosted sign-in page.
    from_allowed = any(_origin_of(one) in allowed for one in headers("referer"))
    if _is_of_a_page(headers, name) and not from_allowed:
        return _denied("A page of another origin must not call this server")
    return None


def _exists(name: str, port: str | None) -> bool:
    if port and int(port) > 65535:
        return False
    if name.startswith("["):
        try:
            IPv6Address(name[1:-1])
        except AddressValueError:
            return False
    return True


def _is_of_a_page(headers: Headers, name: str) -> bool:
    """Whether a browser sends a request without Origin for a page: an image, a form, a link."""
    # Programs may send the others: fetch in Node.js sends Sec-Fetch-Mode.
    if sites := tuple(headers("sec-fetch-site")):
        return sites not in _HARMLESS_SITES
    agents = headers("user-agent") if _NOT_TRUSTED.search(name) else ()
    return any(one.startswith("Mozilla/") for one in agents)


def _origin_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def _denied(message: str) -> AwsError:
    return AwsError("AccessDeniedException", message, 403)
