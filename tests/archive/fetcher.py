"""Fetches one series over and over until it is killed: `python fetcher.py PLACE FOLDER`, the place an address of
DICOMweb, a port for C-GET, or "PORT,OURS" for C-MOVE."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from medadv_gui.archive.connections import Connection
from medadv_gui.archive.dicomweb import WebArchive
from medadv_gui.archive.dimse import DimseArchive
from medadv_gui.archive.fetching import Progress, fetch_series
from medadv_gui.archive.peer import Peer
from medadv_gui.archive.query import SeriesHit
from medadv_gui.archive.store import Store

if __name__ == "__main__":
    place, root = sys.argv[1:3]
    peer: Peer
    if place.startswith("http"):
        peer = WebArchive(Connection("x", "dicomweb", url=place))
    else:
        port, _, ours = place.partition(",")
        connection = Connection("x", host="127.0.0.1", port=int(port), called="ARCHIVE")
        if ours:
            connection = replace(connection, retrieve="move", listen_host="127.0.0.1", listen_port=int(ours))
        peer = DimseArchive(connection)
    print("begun", flush=True)
    number = 0
    while True:
        number += 1
        done = fetch_series(peer, Store(1 << 30, Path(root)), SeriesHit("1.2.3", "1.2.3.4"), Progress(), lambda: False)
        print(done.got, flush=True)
        if done.folder is not None:
            done.folder.rename(Path(root) / f".done-{number}")  # and again from the beginning
