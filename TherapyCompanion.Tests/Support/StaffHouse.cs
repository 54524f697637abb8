using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Core.Practice.Members;

namespace TherapyCompanion.Tests.Support;

/// <summary>A house with its front door, whose letters are kept where a test reads them, and whose clock is the machine's: care ends by the database's.</summary>
public sealed class StaffHouse : DoorHouse, IAsyncLifetime
{
    public LetterBox Letters { get; } = new();

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.AddSingleton<IMailQueue>(Letters);
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Clock.Set(Proved.DatabaseNow);
    }

    /// <summary>The founder as the admin, with a fresh proof.</summary>
    public Task<Actor> OwnerAsync(Actor founder) => this.ProvedAsync(AsAdmin(founder));

    /// <summary>Somebody invited by this admin, who came in by the letter with a new account.</summary>
    public async Task<(Actor Actor, WearableHat Hat)> JoinedAsync(Actor admin, IReadOnlyCollection<Hat> hats, string name = "נועה כהן", Guid? account = null)
    {
        var link = await InvitedAsync(admin, hats);
        var id = account ?? Guid.NewGuid();
        var hat = (await Get<JoinPractice>().RunAsync(link, id, new(name, "", "", Form.Neutral), TestOrigin, default)).Value;
        return (Actor.Wearing(hat.Hat, hat.PracticeId, id, hat.PersonId, TestOrigin), hat);
    }

    /// <summary>The link of a new invitation, out of its letter.</summary>
    public async Task<string> InvitedAsync(Actor admin, IReadOnlyCollection<Hat> hats)
    {
        var address = $"m{Guid.NewGuid():N}@example.org";
        (await Get<InviteMember>().RunAsync(admin, address, hats, "he", default)).Refusal.Should().BeNull();
        return Letters.To(address).Link!["/join/".Length..];
    }

    /// <summary>The same person under another of their hats in the same practice.</summary>
    public static Actor As(Actor member, Hat hat) => Actor.Wearing(hat, member.PracticeId, member.AccountId, member.PersonId, TestOrigin);

    /// <summary>Letters that were put into the post.</summary>
    public sealed class LetterBox : IMailQueue
    {
        private readonly ConcurrentQueue<Mail> _letters = new();

        public Task PutAsync(Mail mail, CancellationToken ct)
        {
            _letters.Enqueue(mail);
            return Task.CompletedTask;
        }

        /// <summary>The only letter to an address.</summary>
        public Mail To(string address) => _letters.Where(l => l.To == address).Should().ContainSingle().Which;
    }
}
