import Glibc
import Logging
import PointsmanAgent
import ServiceLifecycle
import UnixSignals

@main struct Main {
  static func main() async throws {
    signal(SIGPIPE, SIG_IGN)
    let a = CommandLine.arguments
    let log = Logger(label: "pointsman")
    let sidecar = Sidecar(try Configuration(a[1], members: a[2].split(separator: ",").map(String.init), port: UInt16(a[3])!, folder: a[4]), log: log)
    try await ServiceGroup(configuration: .init(services: [sidecar], gracefulShutdownSignals: [.sigterm, .sigint], logger: log)).run()
  }
}
