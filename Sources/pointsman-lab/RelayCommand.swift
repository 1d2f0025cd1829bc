import ArgumentParser
import PointsmanLab

/// The process for `--delay`, which a lab starts for itself.
struct RelayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay", abstract: "Carries packets to far regions, late.", shouldDisplay: false)

    @Argument var delay: Int
    @Argument var places: [String]

    func run() throws {
        var relay = try DelayRelay(places: places, delay: .milliseconds(delay))
        relay.run()
    }
}
