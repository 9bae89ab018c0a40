"""The whole system on one page: what the server is made of, what it starts and stops, and who answers which address.

    /api/…, /healthz, /readyz, /metrics   the API (FastAPI)
    /delete/…                             confirmation pages (FastAPI)
    /, /login, /assets/…                  the web app (static files)
    everything else                       files, by delivery (plain ASGI, nothing of the API on its path)

The first three are answered on the app's own host only.
"""
