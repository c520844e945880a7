"""``python -m engine.worker FD``: paint for the client at socket FD."""

from engine.worker.program import main

if __name__ == "__main__":
    main()
