"""The dialects clients and backends speak; pure bytes in, values out."""
