/// A run did not come as far as its crash.
struct CrashError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
