using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Support;

/// <summary>A house with its front door: accounts and invitations work as in the server.</summary>
public class DoorHouse : House
{
    protected override void Configure(IServiceCollection services) => services.AddSignIn(new ConfigurationBuilder().Build());
}
