/// All of them, and what they need.
extension Scenario {
    /// In the order in which `drill all` runs them.
    package static let all = [
        planned, crash, hold, hold(by: .hang), flap, flap(times: 5), hang, hang(isLong: true), cascade, splitBrain(),
        splitBrain(isAtStart: true), splitBrain(losing: .used), splitBrain(losing: .unused), clone, dnsLies,
        wrongCluster, dnsDown,
        poolerCrash(), poolerCrash(during: .hold), poolerCrash(during: .reroute), agentCrash(),
        agentCrash(during: .reroute), diskFull(), diskFull(isFenced: true), rotate, partition(),
        partition(isOneWay: true),
        partition(from: .standbys),
        partition(from: .agent), regionLoss,
    ]

    /// Whether packets must be lost, which only namespaces can do.
    package var needsRegions: Bool {
        steps.contains { if case .cut = $0 { true } else { false } }
    }

    /// Where its lab must lie, when `asked` is what the user wants.
    package func place(asked: LabPlace) -> LabPlace {
        needsRegions && asked == .loopback ? .regions() : asked
    }

    /// Whether a file system of its own must be mounted.
    package var needsMount: Bool { steps.contains(.fillDisk) }

    /// Whether the agent or its pooler is killed, which the next one of them remembers.
    var killsPrograms: Bool { steps.contains(.killAgent) || steps.contains(.killPooler) }

    /// Why this process can't run it; nil when it can.
    package var obstacle: String? {
        if needsRegions, !Capabilities.canMakeNamespaces {
            return "drill \(name) needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN): it lays the servers into network "
                + "namespaces"
        }
        if needsMount, !Capabilities.canMakeNamespaces {
            return "drill \(name) needs root (CAP_SYS_ADMIN): it mounts a small file system for the primary's table"
        }
        return nil
    }

    /// Whether the app's password changes.
    var rotates: Bool { steps.contains { if case .giveAgent = $0 { true } else { false } } }

    func uses(_ server: Server) -> Bool {
        steps.contains { step in
            switch step {
            case .serve(let servers): servers.contains(server)
            case .impersonate: server == .foreign
            default: false
            }
        }
    }

    /// The servers that it promotes, in their order.
    var promoted: [Server] {
        steps.flatMap { if case .promote(let servers) = $0 { servers } else { [Server]() } }
    }
}
