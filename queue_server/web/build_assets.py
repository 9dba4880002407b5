"""Copies the browser libraries of package.json from node_modules into static/vendor, and tells pages where they lie.

May run at set-up (``python -m queue_server.web.build_assets``) and be asked for paths while the hall runs. It fetches
nothing and changes no byte of a library; a file that the manifest does not name is never served from here.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from queue_server.domain.errors import Broken

HERE = Path(__file__).resolve().parent
VENDOR = HERE / "static" / "vendor"
NODE_MODULES = HERE.parents[1] / "node_modules"
URL_PREFIX = "/static/vendor/"


@dataclass(frozen=True)
class Asset:
    """One file to copy. ``module`` is the name pages import it by; a style sheet has none."""

    package: str
    source: str
    name: str
    module: str | None = None
    bundles: tuple[str, ...] = ()
    """Other packages whose code lies inside this file: their licences travel with it."""


ASSETS: tuple[Asset, ...] = (
    Asset("preact", "dist/preact.mjs", "preact", "preact"),
    Asset("preact", "hooks/dist/hooks.mjs", "preact-hooks", "preact/hooks"),
    Asset("htm", "dist/htm.mjs", "htm", "htm"),
    Asset("htm", "preact/index.mjs", "htm-preact", "htm/preact"),
    Asset(
        "socket.io-client",
        "dist/socket.io.esm.min.js",
        "socket.io",
        "socket.io-client",
        bundles=("engine.io-client", "engine.io-parser", "socket.io-parser", "@socket.io/component-emitter"),
    ),
    Asset("uplot", "dist/uPlot.esm.js", "uplot", "uplot"),
    Asset("uplot", "dist/uPlot.min.css", "uplot"),
)


def build(node_modules: Path = NODE_MODULES, vendor: Path = VENDOR) -> list[dict[str, Any]]:
    """Copy every asset and its licence, write ``manifest.json`` last, and answer the files it names.

    File names carry the version, so pages may be told to keep them for ever. Raises Broken when a library is missing.
    """
    if vendor.exists():
        shutil.rmtree(vendor)
    (vendor / "licences").mkdir(parents=True)
    files = [_copy(asset, node_modules, vendor) for asset in ASSETS]
    (vendor / "manifest.json").write_text(json.dumps({"files": files}, indent=1) + "\n", encoding="utf-8")
    return files


def _copy(asset: Asset, node_modules: Path, vendor: Path) -> dict[str, Any]:
    package = _package(node_modules, asset.package)
    source = node_modules / asset.package / asset.source
    if not source.is_file():
        raise Broken(f"{asset.package} {package['version']} has no {asset.source}: adapt ASSETS in build_assets.py")
    file_name = f"{asset.name}-{package['version']}{source.suffix}"
    shutil.copyfile(source, vendor / file_name)
    return {
        "file": file_name,
        "module": asset.module,
        "package": asset.package,
        "version": package["version"],
        "licence": package["license"],
        "licence_files": [_copy_licence(name, node_modules, vendor) for name in (asset.package, *asset.bundles)],
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "size_bytes": source.stat().st_size,
    }


def _copy_licence(package: str, node_modules: Path, vendor: Path) -> str:
    found = sorted(path for path in (node_modules / package).iterdir() if path.name.upper().startswith("LICEN"))
    if not found:
        raise Broken(f"the package {package} carries no licence text: it may not be shipped")
    target = f"licences/{package.replace('/', '_').lstrip('@')}.txt"
    shutil.copyfile(found[0], vendor / target)
    return target


def _package(node_modules: Path, package: str) -> dict[str, str]:
    path = node_modules / package / "package.json"
    if not path.is_file():
        raise Broken(f"the browser library {package} is not installed: run 'make setup'")
    described: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return described


@cache
def vendor_manifest(vendor: Path = VENDOR) -> tuple[dict[str, str], ...]:
    """The files set-up made, as the manifest lists them. Raises Broken when set-up has not run."""
    path = vendor / "manifest.json"
    if not path.is_file():
        raise Broken("the browser libraries were not set up: run 'make setup'")
    return tuple(json.loads(path.read_text(encoding="utf-8"))["files"])


def vendor_import_map(url_prefix: str = URL_PREFIX, vendor: Path = VENDOR) -> dict[str, dict[str, str]]:
    """The import map for a page: ``{"imports": {"preact": "/static/vendor/preact-….mjs", …}}``.

    Write it as JSON into ``<script type="importmap" nonce="…">`` before the first module; it needs no eval.
    Raises Broken when set-up has not run.
    """
    files = vendor_manifest(vendor)
    return {"imports": {entry["module"]: url_prefix + entry["file"] for entry in files if entry["module"]}}


def vendor_style(package: str, url_prefix: str = URL_PREFIX, vendor: Path = VENDOR) -> str:
    """The address of a library's style sheet, e.g. of ``uplot``. Raises Broken when the library brings none."""
    for entry in vendor_manifest(vendor):
        if entry["package"] == package and entry["file"].endswith(".css"):
            return url_prefix + entry["file"]
    raise Broken(f"the browser library {package} brings no style sheet")


def main(arguments: Sequence[str] = ()) -> int:
    """Build, and say in one sentence what was built or why it could not be."""
    try:
        files = build(*(Path(argument) for argument in arguments))
    except Broken as problem:
        print(f"Browser libraries: {problem}", file=sys.stderr)
        return 1
    print(f"Browser libraries: {len(files)} files, {sum(entry['size_bytes'] for entry in files) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
