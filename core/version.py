"""The version of this program and where newer ones are told of, in one place."""

VERSION = "0.1.0"

RELEASE_FEED = ""
"""Where this build's releases are listed, as GitHub's API lists them; whoever publishes builds fills it in."""
