package import PointsmanScenarios

/// The place in which a drill can run.
extension Scenario {
    /// The place that its lab needs if the user wants `asked`.
    package func place(asked: LabPlace) -> LabPlace {
        needsRegions && asked == .loopback ? .regions() : asked
    }

    /// Why this process can't run it; nil if it can.
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
}
