"""A YAML file that a person writes, read so that a mistake can be told with its line."""

from __future__ import annotations

from pathlib import Path

import yaml

from zhiku.errors import ZhikuError


def compose(file: Path, name: str, example: str) -> yaml.Node | None:
    """The file as nodes with their lines; None when it is empty. Raises ZhikuError, which calls the file `name` and shows `example`."""
    try:
        return yaml.compose(file.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ZhikuError(f"{name} cannot be read: {error.strerror}", where=str(file), hint=example) from error
    except UnicodeDecodeError as error:
        raise ZhikuError(f"{name} are not UTF-8", where=str(file), hint="Save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise ZhikuError(f"{name} are not YAML: {error}".splitlines()[0], where=where, hint=example) from error


def line(node: yaml.Node) -> int:
    """The line on which a node begins, from 1."""
    return int(node.start_mark.line) + 1
