import LinuxReactor
import PointsmanLoad

/// A contender's programs, and how clients connect.
@Reactor
protocol ContenderRoute: AnyObject {
    /// The connections that a client tries in turn.
    var ways: [[(keyword: String, value: String)]] { get }
    var dialing: Workload.Dialing { get }
    /// Starts its programs, with `primary` taking writes; returns when clients can write.
    func start(leadingTo primary: MemberServer) async throws(LabError)
    /// `primary` takes writes now: what something outside would tell this contender.
    func moved(to primary: MemberServer) async throws(LabError)
    /// Ends its programs.
    func stop() async
}

extension ContenderRoute {
    var dialing: Workload.Dialing { .untilPasswordFits }
    func moved(to primary: MemberServer) async throws(LabError) {}
}
