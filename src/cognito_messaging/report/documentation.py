"""The page about a check, of the version that is installed."""

from __future__ import annotations

import json
from functools import cache
from importlib import metadata
from urllib.parse import urlsplit

_SITE = "Documentation, "
_HOSTS = ("github.com", "gitlab.com")  # both show a file of a commit at /blob/COMMIT/FILE


def page_of(check_id: str) -> str | None:
    """The address of the section about a check in docs/checks.md; None if it is not known.

    It is on the site that the package's metadata names as Documentation. A package that pip
    installed from GitHub or GitLab has it in that repository, at the commit that was installed.
    """
    page = _page()
    return f"{page}#{check_id.lower()}" if page else None


@cache
def _page() -> str | None:
    try:
        installed = metadata.distribution("cognito-messaging")
    except metadata.PackageNotFoundError:  # the source without an installation
        return None
    for named in installed.metadata.get_all("Project-URL", []):
        if named.startswith(_SITE):
            return f"{named.removeprefix(_SITE).rstrip('/')}/docs/checks.html"
    # https://packaging.python.org/en/latest/specifications/direct-url/
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    commit = origin.get("vcs_info", {}).get("commit_id")
    address = urlsplit(origin.get("url", ""))
    # `hostname` is without a name and a password, which reports must not show.
    if commit and address.scheme == "https" and address.hostname in _HOSTS:
        repository = address.path.removesuffix("/").removesuffix(".git")
        return f"https://{address.hostname}{repository}/blob/{commit}/docs/checks.md"
    return None
