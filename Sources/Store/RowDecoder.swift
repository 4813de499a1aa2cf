extension Row {
  /// Decodes by column name: integers (0 and 1 as Bool, microseconds as Date), text, and JSON text for
  /// values that are neither.
  package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    throw StoreError.unreadable("not yet")
  }
}

package enum StoreError: Error {
  case unreadable(String)
}
