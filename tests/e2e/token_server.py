# SPDX-License-Identifier: MIT
"""A token endpoint by HTTPS that checks what it is asked, counts, and can be told to lie.

`answer(form)` of a TokenServer may be set to return (status, body, seconds to wait) instead of the right
answer; None leaves it right. The right one gives the token `token` for `life` seconds."""
import http.server
import json
import ssl
import threading
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        owner = self.server.owner
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(),
                                           strict_parsing=True))
        owner.asked.append(form)
        lie = owner.answer and owner.answer(form)
        if lie:
            status, body, wait = lie
            time.sleep(wait)
        elif form == owner.expected:
            status, body = 200, json.dumps({"token_type": "Bearer", "expires_in": owner.life,
                                            "access_token": owner.token})
        else:
            status, body = 401, json.dumps({"error": "invalid_client", "error_description":
                                            "AADSTS7000215: Invalid client secret provided. Ask amy@example.org."})
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status in (301, 302, 307):
            self.send_header("Location", f"https://localhost:{owner.port}/other")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body.encode())
        except OSError:
            pass        # who asked had enough

    def log_message(self, *_):
        pass


class TokenServer:
    def __init__(self, pair, expected):
        self.expected, self.token, self.life = expected, "first.token-1", 3600
        self.answer, self.asked = None, []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.owner = self
        self.port = self.server.server_port
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*pair)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"https://localhost:{self.port}/tenant/oauth2/v2.0/token"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
