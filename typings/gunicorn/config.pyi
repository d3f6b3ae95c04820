class Config:
    graceful_timeout: int
