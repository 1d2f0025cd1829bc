/// How an operation ended.
package enum Outcome: Equatable, Sendable {
    case done
    /// A sentence that says what was tried and what came back.
    case failed(String)
}
