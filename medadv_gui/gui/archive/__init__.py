"""The windows of archives: finding and fetching, the queue, and the wizard for a connection."""
