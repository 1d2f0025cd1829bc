package import PointsmanCore

/// S6: writes never lead to a server that the operator excludes by its name, whatever DNS fails to tell.
package struct LeftAlone: Checker {
    package static let name = "S6"
    package static let needs: [Fact.Kind] = [.excluded, .moved, .readsMoved]

    private var servers: [Int] = []
    private var addresses: [Int] = []

    package init(agents: Int, policy: Policy) {}

    package mutating func take(_ fact: Fact, at moment: VirtualTime) -> String? {
        switch fact {
        case .excluded(let server, let address):
            servers.append(server)
            addresses.append(address)
        case .moved(let agent, let server?, _, _) where servers.contains(server):
            return "agent \(agent)'s pooler leads writes to server \(server), which the operator excludes"
        case .readsMoved(let agent, let address?) where addresses.contains(address):
            return "agent \(agent)'s pooler leads reads to address \(address), which the operator excludes"
        default: break
        }
        return nil
    }
}
