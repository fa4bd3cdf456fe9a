"""The command ``virtual-ticket`` of an installed package: everything that ``flask --app app`` does, and ``serve``."""

import click
from flask import Flask
from flask.cli import FlaskGroup

from statuspage.version import __version__


def _made() -> Flask:
    from statuspage.asgi import app  # reads the settings, and refuses those that cannot be read

    return app


@click.group(cls=FlaskGroup, create_app=_made, add_default_commands=False, add_version_option=False)
@click.version_option(__version__, prog_name="virtual-ticket")
def main() -> None:
    """One named person, a page of your own, and a promise of when they write next."""


main.params = [option for option in main.params if option.name not in {"env_file", "app", "debug"}]  # Flask's own


@main.command("serve", with_appcontext=False)
def serve() -> None:
    """Serve the pages until told to stop; an empty database gets its tables first."""
    from statuspage.front.asgi import Front
    from statuspage.front.serving import serve as serve_until_told

    app = _made()
    serve_until_told(app, Front(app))
