"""The same in Redis or Valkey, where one is set: a list for each key, which a script reads and writes in one go."""

from typing import Any

try:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ModuleNotFoundError:  # it is an extra
    redis = None  # type: ignore[assignment]

PATIENCE = 0.5  # seconds for a connection, and for an answer
PREFIX = "statuspage:throttle:"
# With ``many`` 0 it only tells. What is said of a time that is still to come, as after the server's clock was set
# back, counts no more.
_SCRIPT = """
local most, within, many = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local kept, taken, since = {}, 0, now
for _, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local at, counts = string.match(entry, '(%S+) (%S+)')
  at = tonumber(at)
  if at <= now and at >= now - within then
    kept[#kept + 1] = entry
    taken = taken + tonumber(counts)
    since = math.min(since, at)
  end
end
if many == 0 then
  return {string.format('%.6f', since), taken}
end
if taken + many > most then
  return {'', 0}
end
kept[#kept + 1] = string.format('%.6f %d', now, many)
redis.call('DEL', KEYS[1])
redis.call('RPUSH', KEYS[1], unpack(kept))
redis.call('EXPIRE', KEYS[1], within)
return {'', 1}
"""


class RedisCounts:
    """Counts at this address; the words ``valkey`` and ``redis`` in it mean the same."""

    def __init__(self, url: str) -> None:
        self.faults: tuple[type[Exception], ...] = (redis.RedisError, OSError)
        self._client: Any = redis.from_url(
            url.replace("valkey", "redis", 1) if url.startswith("valkey") else url,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 1),  # a connection may have been closed meanwhile
        )
        self._script = self._client.register_script(_SCRIPT)

    def take(self, key: str, most: int, within: int, many: int) -> bool:
        """As ``DatabaseCounts.take``."""
        return bool(self._script(keys=[PREFIX + key], args=[most, within, many])[1])

    def stands(self, key: str, within: int) -> tuple[float, int]:
        """As ``DatabaseCounts.stands``."""
        since, many = self._script(keys=[PREFIX + key], args=[0, within, 0])
        return float(since), int(many)

    def forget(self, key: str = "") -> None:
        """As ``DatabaseCounts.forget``."""
        for name in [PREFIX + key] if key else self._client.scan_iter(f"{PREFIX}*"):
            self._client.delete(name)


def is_installed() -> bool:
    """Whether the package is there that speaks to such a server."""
    return redis is not None
