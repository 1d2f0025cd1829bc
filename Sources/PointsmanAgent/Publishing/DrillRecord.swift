import Glibc
import LinuxReactor
package import PointsmanFormats
import StatusServer
import Synchronization

/// Remembers, over restarts, when a drill last passed. `pointsman drill` tells it on the control socket.
package final class DrillRecord: Sendable {
    private let path: String?
    private let known: Mutex<DrillTally>

    /// - Parameter path: the file in the state directory; nil keeps nothing.
    package init(path: String?) {
        self.path = path
        let text = path.flatMap { try? AtomicFile.read($0) }
        known = Mutex(DrillTally(reading: text ?? ""))
    }

    package var tally: DrillTally { known.withLock { $0 } }

    var routes: [HTTPRoute] {
        [
            .post("/v1/drilled") { request in
                switch request.values(of: "passed").first {
                case "yes": await self.note(hasPassed: true)
                case "no": await self.note(hasPassed: false)
                default: return HTTPResponse(status: 400, "passed=yes or passed=no is expected\n")
                }
                return HTTPResponse("noted\n")
            }
        ]
    }

    private func note(hasPassed: Bool) async {
        let text = known.withLock { tally in
            if hasPassed {
                tally.passed += 1
                tally.lastPassed = Int64(time(nil))
            } else {
                tally.failed += 1
            }
            return tally.text
        }
        guard hasPassed, let path else { return }
        await offReactor { try? AtomicFile.write(text, to: path, mode: 0o644) }
    }
}
