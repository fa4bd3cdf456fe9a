"""Spans: each request by its route, the statements that it led to, and each mail that is handed over.

They go to where OpenTelemetry's own variables say (``OTEL_EXPORTER_OTLP_ENDPOINT``). What is held in memory and streams
are answered before the app is asked, and have none; the metrics count them.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request, request_started
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span, set_span_in_context
from sqlalchemy import Engine, event

from statuspage.db import db
from statuspage.protocol import REQUEST_ID, ROUTE
from statuspage.version import __version__

SPAN = "statuspage.span"  # in the WSGI environment
LAST_WORDS = 2.0  # seconds to send what is left when the server stops
LONGEST = 2_000  # characters of a statement
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Tracing:
    """Makes spans from ``start`` until ``stop``; whoever asks for one before or behind gets nothing."""

    def __init__(self) -> None:
        self._provider: TracerProvider | None = None

    def start(self) -> None:
        """Begin; a thread of its own sends what has gathered, every few seconds."""
        told = {"service.name": os.environ.get("OTEL_SERVICE_NAME", "statuspage"), "service.version": __version__}
        self._provider = TracerProvider(resource=Resource.create(told), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))

    def stop(self) -> None:
        """Send what is left, as far as it is taken soon."""
        provider, self._provider = self._provider, None
        if provider is not None:
            last = threading.Thread(target=provider.shutdown, daemon=True)
            last.start()
            last.join(LAST_WORDS)

    @contextmanager
    def span(self, name: str, kind: SpanKind = SpanKind.INTERNAL, **facts: str) -> Iterator[Span | None]:
        """One span, in which what is begun meanwhile is told of; of what breaks it only the kind."""
        if self._provider is None:
            yield None
            return
        tracer = self._provider.get_tracer("statuspage")
        with tracer.start_as_current_span(
            name, kind=kind, attributes=facts, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as fault:
                _fail(span, fault)
                raise

    def around(self, wsgi: Wsgi) -> Wsgi:
        """The app, with a span for each request. Who is asked from outside begins a trace of our own."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "_OTHER"
            facts = {"http.request.method": method, "statuspage.request_id": str(environ.get(REQUEST_ID, ""))}
            with self.span(method, SpanKind.SERVER, **facts) as span:

                def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                    if span is not None:
                        _call(span, method, environ.get(ROUTE, ""))
                        span.set_attribute("http.response.status_code", int(status[:3]))
                        span.set_status(StatusCode.ERROR if status[0] == "5" else StatusCode.UNSET)
                    return start_response(status, headers, *rest)

                environ[SPAN] = span
                return wsgi(environ, begin)

        return answer

    def watch(self, engine: Engine) -> None:
        """A span for each statement of whatever has one: its words, in which a sign stands for each value."""

        @event.listens_for(engine, "before_cursor_execute")
        def begin(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
            around = get_current_span()
            if self._provider is None or context is None or not around.is_recording():
                return
            does = statement.split(None, 1)[0].upper()[:20] if statement.strip() else ""
            facts = {"db.system.name": engine.dialect.name, "db.operation.name": does}
            facts["db.query.text"] = statement[:LONGEST]
            tracer = self._provider.get_tracer("statuspage")
            inside = set_span_in_context(around)
            context.our_span = tracer.start_span(does or "SQL", inside, SpanKind.CLIENT, attributes=facts)

        @event.listens_for(engine, "after_cursor_execute")
        def end(*given: Any) -> None:
            _end(given[4], None)

        @event.listens_for(engine, "handle_error")
        def fail(failed: Any) -> None:
            _end(failed.execution_context, failed.original_exception)


def install(app: Flask) -> Tracing:
    """Make spans for this app once it is served; whoever sends mails finds ``span`` in its extensions."""
    tracing = Tracing()
    app.wsgi_app = tracing.around(app.wsgi_app)  # type: ignore[method-assign,assignment]  # as Flask says to
    request_started.connect(_name, app)
    app.extensions["span"] = tracing.span
    with app.app_context():
        tracing.watch(db.engine)
    for one in getattr(app.extensions.get("replicas"), "all", ()):
        tracing.watch(one.engine)
    return tracing


def _name(_app: Flask, **_: Any) -> None:
    if (span := request.environ.get(SPAN)) is not None:
        _call(span, request.method, request.url_rule.rule if request.url_rule else "")


def _call(span: Span, method: str, route: str) -> None:
    """A request's span is called by its route, in which each key has only a name; "" is no route, or not known yet."""
    if route:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)


def _end(context: Any, fault: BaseException | None) -> None:
    span: Span | None = getattr(context, "our_span", None)
    if span is None:
        return
    context.our_span = None
    if fault is not None:
        _fail(span, fault)
    span.end()


def _fail(span: Span, fault: BaseException) -> None:
    span.set_attribute("error.type", type(fault).__name__)
    span.set_status(StatusCode.ERROR)
