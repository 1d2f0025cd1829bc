/// The behaviour of PgBouncer 1.18 that decisions and the model rest on, as clauses that are run on the model and on
/// the real PgBouncer. If they differ, the model is wrong. A clause that newer releases do not satisfy says so.
package struct PoolerContract: Sendable {
    /// A sentence, and the steps that show it.
    package struct Clause: Sendable, CustomStringConvertible {
        package let name: String
        /// N of the last release 1.N that was seen to do so; nil if the newest does.
        var until: Int?
        package let steps: [ContractStep]
        package var description: String { name }

        /// Whether PgBouncer 1.`minor` is held to it.
        package func isOf(minor: Int) -> Bool { until.map { minor <= $0 } ?? true }
    }

    /// The steps before each clause: four clients are connected, and no server connection is left.
    package static let beginning: [ContractStep] =
        (0..<4).flatMap { client -> [ContractStep] in [.ask(client: client), .isServed(client: client, by: .first)] }
        + [.pause(.writes, .done), .resume(.writes, .done), .isLinked(to: .first, false)]

    package static let clauses = pausing + counting + moving + failing + files + turningAway
}
