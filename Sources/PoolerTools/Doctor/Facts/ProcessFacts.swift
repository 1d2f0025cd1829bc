/// PgBouncer's process, as Linux shows it (proc(5)).
package struct ProcessFacts: Equatable, Sendable {
    package var processID: Int32
    /// The soft limit of open files.
    package var mostFiles: Int
    /// Nil where we may not look.
    package var openFiles: Int?

    package init(processID: Int32, mostFiles: Int, openFiles: Int? = nil) {
        self.processID = processID
        self.mostFiles = mostFiles
        self.openFiles = openFiles
    }
}
