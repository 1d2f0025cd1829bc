package import LinuxReactor
package import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The addresses that DNS has for the app's instances.
@Reactor
package struct FleetAddresses {
    /// A sentence that says why DNS told none.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let configuration: Configuration

    package nonisolated init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// The addresses, each once and in order.
    package func all() async throws(Failure) -> [String] {
        switch await NameInquiry(configuration).ask(configuration.fleetHost) {
        case .seen(let answer): return Set(answer.addresses).sorted().map(\.description)
        case .unseen(let reason): throw Failure(description: reason)
        }
    }
}
