package import PointsmanFormats

/// The pools at one moment.
package struct PoolSample: Equatable, Sendable {
    /// From the first sample.
    package var offset: Duration
    package var pools: [ShownPool]

    package init(offset: Duration, pools: [ShownPool]) {
        self.offset = offset
        self.pools = pools
    }
}

extension ShownPool {
    /// The connections that it has to the server, whatever they do.
    package var servers: Int { serversActive + serversIdle + serversUsed + serversTested + serversLogin }
}
