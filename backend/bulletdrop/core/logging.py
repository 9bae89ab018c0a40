"""One event a line, as text or JSON, to standard error."""

import logging
import sys

import structlog


def configure_logging(form: str) -> None:
    """Sends structlog's events, and the standard library's warnings, to standard error."""
    order = ("timestamp", "level", "event")
    as_text = structlog.processors.LogfmtRenderer(key_order=order, bool_as_flag=False)
    render: structlog.typing.Processor = structlog.processors.JSONRenderer() if form == "json" else as_text
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
