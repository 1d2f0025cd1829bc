import ArgumentParser
import PointsmanLab
import PointsmanScenarios

/// The names of the drills on the command line.
enum DrillKind: String, ExpressibleByArgument, CaseIterable {
    case planned, crash, hold, flap, hang, cascade, partition, clone, rotate
    case splitBrain = "split-brain"
    case regionLoss = "region-loss"
    case dnsDown = "dns-down"
    case dnsLies = "dns-lies"
    case wrongCluster = "wrong-cluster"
    case poolerCrash = "pooler-crash"
    case agentCrash = "agent-crash"
    case diskFull = "disk-full-primary"
    /// A planned switchover of a whole fleet.
    case switchover
    /// One name with one address, behind which another server takes the primary's place.
    case endpointMoves = "endpoint-moves"
    case addressStays = "address-stays"
    /// A cutover of a whole fleet to another cluster.
    case cutover
    case all

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension Scenario.Cause: ExpressibleByArgument {}
extension Scenario.Isolation: ExpressibleByArgument {}
extension Scenario.Moment: ExpressibleByArgument {}
extension Scenario.Owner: ExpressibleByArgument {}
