"""What owners of the older programs bring along, read and never written.

    brought        what a file gives: accounts with keys, nodes, settings, and what was left out and why
    token_manager  ai-token-manager's JSON, in its variants
    bridge_config  the older bridge's YAML, in both generations
    dotenv         the .env of either
    fernet         opens the keys in the JSON

All pure: text in, `Brought` out. `core/old_files.py` finds the files and reads them with these.
"""
