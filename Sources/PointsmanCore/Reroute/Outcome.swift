/// How an operation ended.
package enum Outcome: Equatable, Sendable {
    case done
    /// Of a PAUSE: done, and the pooler has counted no statement of the databases for writes since it was led to where they
    /// lead. Only a pooler that was watched all along says so.
    case doneUnused
    /// Of a canary: it found no room.
    case full(Fullness)
    /// A sentence that says what was tried and what came back.
    case failed(String)
}
