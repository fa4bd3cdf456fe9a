"""An empty Flask app under uvicorn, one worker, by its own bridge to WSGI: what a server costs that does nothing."""

import sys

import uvicorn
from flask import Flask

app = Flask("empty")
app.add_url_rule("/", view_func=lambda: "")

if __name__ == "__main__":
    uvicorn.run(app, interface="wsgi", lifespan="off", port=int(sys.argv[1]), access_log=False, log_level="warning")
