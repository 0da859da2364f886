package ai.resolute.master.rest.cluster;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.ClusterMessages.AgentRequest;
import ai.resolute.api.ClusterMessages.AgentResponse;
import ai.resolute.api.ClusterMessages.AgentSwitch;
import ai.resolute.api.ClusterMessages.SlotRequest;
import ai.resolute.api.ClusterMessages.SlotResponse;
import ai.resolute.api.ClusterMessages.SlotSwitch;
import ai.resolute.api.ClusterMessages.SlotsResponse;
import ai.resolute.master.allocation.slot.Slots;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Optional;

/** Single nodes and slots, and taking them out of service. */
public final class SlotRoutes {
    private static final String AGENT = "/api/v1/agents/{agentId}";
    private static final String SLOT = AGENT + "/slots/{slotId}";

    private final Services services;

    public SlotRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", AGENT, PERSON, "One node")
                        .answer(AgentRequest.class, AgentResponse.class, this::agent),
                Route.of("POST", AGENT + "/enable", PERSON, "Let a node take work")
                        .answer(AgentRequest.class, AgentResponse.class, this::enableAgent),
                Route.of("POST", AGENT + "/disable", PERSON, "Let a node take no more work")
                        .answer(AgentSwitch.class, AgentResponse.class, this::disableAgent),
                Route.of("GET", AGENT + "/slots", PERSON, "The slots of a node")
                        .answer(AgentRequest.class, SlotsResponse.class, this::slots),
                Route.of("GET", SLOT, PERSON, "One slot")
                        .answer(SlotRequest.class, SlotResponse.class, this::slot),
                Route.of("POST", SLOT + "/enable", PERSON, "Let a slot take work")
                        .answer(SlotRequest.class, SlotResponse.class, this::enableSlot),
                Route.of("POST", SLOT + "/disable", PERSON, "Let a slot take no more work")
                        .answer(SlotSwitch.class, SlotResponse.class, this::disableSlot));
    }

    private AgentResponse agent(Asked<AgentRequest> asked) {
        return agent(asked.message().agentId());
    }

    private AgentResponse enableAgent(Asked<AgentRequest> asked) {
        switches().enable(asked.message().agentId(), Optional.empty());
        return agent(asked.message().agentId());
    }

    private AgentResponse disableAgent(Asked<AgentSwitch> asked) {
        var agent = asked.message().agentId();
        switches().disable(agent, Optional.empty(), asked.message().drain(), name(asked));
        return agent(agent);
    }

    private SlotsResponse slots(Asked<AgentRequest> asked) {
        var agent = AgentView.of(services).agent(asked.message().agentId());
        return new SlotsResponse(List.copyOf(agent.slots().values()));
    }

    private SlotResponse slot(Asked<SlotRequest> asked) {
        return slot(asked.message().agentId(), asked.message().slotId());
    }

    private SlotResponse enableSlot(Asked<SlotRequest> asked) {
        var message = asked.message();
        switches().enable(message.agentId(), Optional.of(message.slotId()));
        return slot(message.agentId(), message.slotId());
    }

    private SlotResponse disableSlot(Asked<SlotSwitch> asked) {
        var message = asked.message();
        var slot = Optional.of(message.slotId());
        switches().disable(message.agentId(), slot, message.drain(), name(asked));
        return slot(message.agentId(), message.slotId());
    }

    private AgentResponse agent(String id) {
        return new AgentResponse(AgentView.of(services).agent(id));
    }

    private SlotResponse slot(String agent, int index) {
        return new SlotResponse(AgentView.of(services).slot(agent, index));
    }

    private Slots switches() {
        return services.work().allocations().slots();
    }

    private String name(Asked<?> asked) {
        return services.accounts().users().get(asked.user()).username();
    }
}
