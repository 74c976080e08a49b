"""Fetches the scripts that vendor.json names into build/vendor with npm. A package whose hash differs is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

LIST = Path("vendor.json")
OUT = Path("build/vendor")


def main() -> int:
    wanted = json.loads(LIST.read_text("utf-8"))
    npm = shutil.which("npm")
    if npm is None:
        print("npm was not found: call `make vendor`, which installs it into .venv", file=sys.stderr)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        for name, entry in wanted.items():
            package = _packed(npm, f"{name}@{entry['version']}", Path(room))
            found = "sha512-" + base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
            if found != entry["integrity"]:
                print(
                    f"{name}@{entry['version']} is not the package that {LIST} names ({found}); nothing of it is used",
                    file=sys.stderr,
                )
                return 1
            _unpack(package, entry["file"], OUT / f"{name}.js", licence=OUT / f"{name}.LICENSE.txt")
            print(f"build/vendor/{name}.js: {name} {entry['version']}, for {entry['for']}")
    return 0


def _packed(npm: str, package: str, room: Path) -> Path:
    """The package as one archive, without what it depends on."""
    done = subprocess.run(
        [npm, "pack", package, "--pack-destination", str(room), "--silent"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return room / done.stdout.strip().splitlines()[-1]


def _unpack(package: Path, file: str, target: Path, *, licence: Path) -> None:
    with tarfile.open(package) as archive:
        for member in archive.getmembers():
            name = member.name.partition("/")[2]
            stream = archive.extractfile(member)
            if stream and name == file:
                # A map that is not served would be asked for by a browser's tools.
                lines = stream.read().decode("utf-8").rstrip().split("\n")
                kept = lines[:-1] if lines[-1].startswith("//# sourceMappingURL=") else lines
                target.write_text("\n".join(kept) + "\n", "utf-8")
            elif stream and name.upper().startswith("LICENSE"):
                licence.write_bytes(stream.read())


if __name__ == "__main__":
    sys.exit(main())
