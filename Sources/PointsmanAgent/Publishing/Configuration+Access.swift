import PointsmanConfiguration
import PointsmanFormats
import StatusServer

extension Configuration {
    /// Whom the HTTP address answers. The fleet's own name is as good as ours: DNS is asked for it already.
    var access: AccessPolicy {
        AccessPolicy(
            hosts: httpHosts + (isFleetNamed ? [fleetHost] : []), token: httpToken.map { Array($0.reveal().utf8) })
    }
}
