"""The window: the only room with Qt in it. Importing it imports neither torch nor a decoder."""
