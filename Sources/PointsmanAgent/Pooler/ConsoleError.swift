/// PgBouncer's console did not do what it was asked.
struct ConsoleError: Error, CustomStringConvertible {
    /// A sentence that says what was asked and what came back.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
