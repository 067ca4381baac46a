"""The surfaces of the port beside OpenAI's chat: one file for each dialect in which an app may ask."""
