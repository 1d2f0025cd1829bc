import ArgumentParser
import PointsmanLab

/// The place of a new lab.
struct PlaceOptions: ParsableArguments {
    @Flag(help: "Servers and DNS in network namespaces, with IPv6 addresses as on Fly (as root).")
    var regions = false

    @Option(help: "With regions: milliseconds that a packet takes between the first region and each other one.")
    var delay: Int?

    func validate() throws {
        guard (0...1000).contains(delay ?? 0) else { throw ValidationError("--delay is 0 to 1000 milliseconds") }
    }

    var place: LabPlace {
        regions || delay != nil ? .regions(delayMilliseconds: delay ?? 0) : .loopback
    }
}
