/// The JSON Schema of `service:`.
let settingsSchema = """
  {"type": "object", "additionalProperties": false, "properties": {
    "host": {"type": "string", "examples": ["mail.example.org"]},
    "listen": {"type": "array", "minItems": 1, "maxItems": 32, "uniqueItems": true, "items": {"type": "string"}},
    "ports": {"type": "object", "additionalProperties": false, "properties": {
      "smtp": {"type": "integer", "minimum": 1, "maximum": 65535},
      "submission": {"type": "integer", "minimum": 1, "maximum": 65535},
      "submissions": {"type": "integer", "minimum": 1, "maximum": 65535},
      "imap": {"type": "integer", "minimum": 1, "maximum": 65535},
      "imaps": {"type": "integer", "minimum": 1, "maximum": 65535},
      "pop3s": {"type": "integer", "minimum": 1, "maximum": 65535},
      "sieve": {"type": "integer", "minimum": 1, "maximum": 65535},
      "console": {"type": "integer", "minimum": 1, "maximum": 65535}}},
    "trustedNetworks": {"type": "array", "maxItems": 256, "items": {"type": "string", "examples": ["192.0.2.0/24"]}},
    "outbound": {"type": "string", "pattern": "^(closed|direct|relay .+:[0-9]+)$"},
    "limits": {"type": "object", "additionalProperties": false, "properties": {
      "messageSize": {"type": ["string", "integer"], "examples": ["50M"]},
      "messagesPerMinute": {"type": "integer", "minimum": 1, "maximum": 1000000},
      "recipientsPerMinute": {"type": "integer", "minimum": 1, "maximum": 1000000},
      "connectionsPerMinute": {"type": "integer", "minimum": 1, "maximum": 1000000},
      "signInsPerMinute": {"type": "integer", "minimum": 1, "maximum": 1000000},
      "simultaneousConnections": {"type": "integer", "minimum": 1, "maximum": 10000},
      "recipientsPerMessage": {"type": "integer", "minimum": 1, "maximum": 10000},
      "queueDays": {"type": "integer", "minimum": 1, "maximum": 30}}},
    "resolvers": {"type": "array", "maxItems": 8, "items": {"type": "string", "examples": ["192.0.2.1:53"]}},
    "directory": {"oneOf": [
      {"const": "sqlite"},
      {"type": "object", "additionalProperties": false, "required": ["host", "database", "user"], "properties": {
        "host": {"type": "string"}, "port": {"type": "integer", "minimum": 1, "maximum": 65535},
        "database": {"type": "string"}, "user": {"type": "string"}}}]}}}
  """
