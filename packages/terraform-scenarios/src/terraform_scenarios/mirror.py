"""Finds providers on machines that cannot reach the registry.

Terraform searches a few default folders. Machines without access to a registry often have unpacked
providers elsewhere; this finds them and writes a CLI configuration for Terraform.
https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from .errors import ProviderUnavailable

TERRAFORM, OPENTOFU = "registry.terraform.io", "registry.opentofu.org"
HOSTS = (TERRAFORM, OPENTOFU)
SEARCHED = (Path("/opt"), Path("/usr/share"))


def cli_configuration(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Environment variables that let Terraform find its providers.

    `TF_PROVIDER_MIRROR` has priority, then the caller's own CLI configuration, then mirrors that
    are found. If there is none of these, nothing is set, and Terraform uses the registry.

    Args:
        env: the caller's environment.
        folder: for the CLI configuration.

    Raises:
        ProviderUnavailable: `TF_PROVIDER_MIRROR` is not a mirror.
    """
    named = env.get("TF_PROVIDER_MIRROR")
    if not named and _own_configuration(env):
        return {}
    mirrors = {Path(named)} if named else set(find_mirrors())
    packages = {mirror: sorted(_packages(mirror)) for mirror in sorted(mirrors)}
    for_opentofu = _linked(packages, folder / "opentofu")
    packages |= {folder / "opentofu": for_opentofu} if for_opentofu else {}
    if named and not any(packages.values()):
        raise ProviderUnavailable(
            f"TF_PROVIDER_MIRROR is {named}, which has no providers. It must have "
            "registry.terraform.io/NAMESPACE/TYPE/VERSION/PLATFORM, for instance "
            "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64."
        )
    if not packages:
        return {}
    path = folder / "terraform.rc"
    path.write_text(_render(packages), encoding="utf-8")
    return {"TF_CLI_CONFIG_FILE": str(path)}


def find_mirrors(searched: Iterable[Path] = SEARCHED) -> list[Path]:
    """Folders one level below `searched` that hold unpacked providers."""
    return [
        below
        for top in searched
        if top.is_dir()
        for below in sorted(top.iterdir())
        if any((below / host).is_dir() for host in HOSTS)
    ]


def _own_configuration(env: Mapping[str, str]) -> bool:
    named = env.get("TF_CLI_CONFIG_FILE") or env.get("TERRAFORM_CONFIG")
    if named:
        return Path(named).is_file()  # a missing file is ignored
    home = env.get("HOME")
    return home is not None and any((Path(home) / n).is_file() for n in (".terraformrc", ".tofurc"))


def _packages(mirror: Path) -> set[str]:
    """Source addresses (`host/namespace/type`) of the providers in a mirror."""
    return {
        provider.relative_to(mirror).as_posix()
        for host in HOSTS
        for provider in (mirror / host).glob("*/*")
        if provider.is_dir()
    }


def _linked(packages: Mapping[Path, Iterable[str]], folder: Path) -> list[str]:
    """Link the packages of Terraform's registry in a folder, under OpenTofu's registry.

    OpenTofu looks for `hashicorp/aws` under the name of its own registry only. Links to folders are
    followed only for the package itself: HOST/NAMESPACE/TYPE/VERSION/PLATFORM.

    Returns:
        Source addresses of the providers that no mirror has under OpenTofu's registry.
    """
    present = {name for names in packages.values() for name in names}
    linked = set()
    for mirror, names in packages.items():
        for name in names:
            host, _, rest = name.partition("/")
            own = f"{OPENTOFU}/{rest}"
            if host != TERRAFORM or own in present:
                continue
            for package in (*(mirror / name).glob("*/*"), *(mirror / name).glob("*.zip")):
                linked.add(own)
                link = folder / own / package.relative_to(mirror / name)
                link.parent.mkdir(parents=True, exist_ok=True)
                if not link.is_symlink():
                    link.symlink_to(package.resolve())
    return sorted(linked)


def _render(packages: Mapping[Path, list[str]]) -> str:
    def quoted(names: Iterable[str]) -> str:
        return ", ".join(f'"{name}"' for name in names)

    blocks = [
        f'  filesystem_mirror {{\n    path    = "{mirror}"\n    include = [{quoted(names)}]\n  }}\n'
        for mirror, names in packages.items()
        if names
    ]
    found = sorted({name for names in packages.values() for name in names})
    blocks.append(f"  direct {{\n    exclude = [{quoted(found)}]\n  }}\n")
    return "provider_installation {\n" + "".join(blocks) + "}\n"
