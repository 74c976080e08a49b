"""MkDocs → zhiku: the passes over the finished site. No logic here."""

from __future__ import annotations

import logging
from dataclasses import replace

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger

from zhiku import ZhikuError
from zhiku.model import Finding
from zhiku.site.finish import finish

log = get_plugin_logger("zhiku")


@event_priority(-100)  # after all that write pages
def on_post_build(config: MkDocsConfig) -> None:
    site = replace(config.extra["site"], pages=tuple(config.extra["built"]))
    try:
        for said in finish(site, quick=bool(config.extra["quick"])):
            log.log(logging.WARNING if isinstance(said, Finding) else logging.INFO, "%s", said)
    except ZhikuError as error:
        raise PluginError(str(error)) from error
