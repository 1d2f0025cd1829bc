import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// The slot at the new cluster that tells whether it was written to since a cutover. It keeps the write-ahead log from then on, until
/// it is dropped.
@Reactor
struct WayBack {
    let session: CutoverSession

    /// Makes the slot anew.
    func make() async throws(CutoverFailure) {
        try await drop()
        try await session.run(CutoverStatement.makeBackSlot)
    }

    /// - Returns: whether there was one.
    @discardableResult
    func drop() async throws(CutoverFailure) -> Bool {
        try await !session.run(CutoverStatement.dropBackSlot).rows.isEmpty
    }

    /// The first change that was made at the cluster itself since the slot was made; nil if there was none.
    func firstWrite() async -> WayBackFacts.Known<String?> {
        do throws(CutoverFailure) {
            guard try await session.holds(CutoverStatement.hasBackSlot) else {
                return .unknown("there is no slot \(CutoverStatement.backSlot), which a cutover makes")
            }
            return .known(try await session.run(CutoverStatement.firstWrite).value("what"))
        } catch {
            return .unknown("\(error)")
        }
    }
}
