from socket import socket

class Arbiter:
    LISTENERS: list[socket]
