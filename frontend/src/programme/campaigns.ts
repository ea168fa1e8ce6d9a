// The campaign in view: the one of the address, else the last one chosen, else
// the latest.
import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { useSearchParams } from "wouter";
import { api, take } from "../api/client";
import type { Campaign } from "../api/shapes";
import { dayIn } from "../dates";
import type { Tone } from "../ui";

export function useCampaigns() {
  return useQuery({ queryKey: ["campaigns"], queryFn: () => take(api.GET("/campaigns")), staleTime: 60_000 });
}

const listeners = new Set<() => void>();

function remembered(): string {
  try {
    return sessionStorage.getItem("campaign") ?? "";
  } catch {
    return "";
  }
}

function remember(id: string) {
  try {
    sessionStorage.setItem("campaign", id);
  } catch {
    // Storage refused: the latest campaign is shown.
  }
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

interface Choice {
  campaign: Campaign | undefined;
  campaigns: Campaign[];
  choose: (id: string) => void;
}

export function useCampaign(): Choice {
  const { data } = useCampaigns();
  const [search, setSearch] = useSearchParams();
  const kept = useSyncExternalStore(subscribe, remembered);
  const [none] = useState<Campaign[]>([]);
  const campaigns = data?.items ?? none;
  const latest = campaigns.reduce<Campaign | undefined>((best, one) => (best && best.year >= one.year ? best : one), undefined);
  const asked = search.get("campagne") ?? kept;
  return {
    campaigns,
    campaign: campaigns.find((one) => one.id === asked) ?? latest,
    choose(id) {
      remember(id);
      if (search.has("campagne") || search.has("apres")) {
        setSearch((before) => {
          const after = new URLSearchParams(before);
          after.delete("campagne");
          after.delete("apres");
          return after;
        });
      }
    },
  };
}

/** The campaign of a file or of a session, which may not be the one in view. */
export function useCampaignOf(id: string): Campaign | undefined {
  return useCampaigns().data?.items.find((one) => one.id === id);
}

/** A call is closed by its date; its campaign goes on. */
export function isClosed(campaign: Campaign, today: string): boolean {
  return dayIn(campaign.closes_at) < today;
}

/** What the call accepts today, in words. */
export function callWords(campaign: Campaign, today: string): { label: string; tone: Tone } {
  if (campaign.state === "draft" || today < campaign.opens_on) return { label: "à venir", tone: "neutral" };
  if (campaign.state === "archived" || isClosed(campaign, today)) return { label: "clos", tone: "neutral" };
  return { label: "ouvert", tone: "success" };
}

export function useFunders(campaign: string | undefined) {
  return useQuery({
    queryKey: ["funders", campaign],
    enabled: campaign !== undefined,
    staleTime: 60_000,
    queryFn: () => take(api.GET("/campaigns/{id}/funders", { params: { path: { id: campaign! } } })),
  });
}

export function useTasks(campaign: string | undefined) {
  return useQuery({
    queryKey: ["tasks", campaign],
    enabled: campaign !== undefined,
    queryFn: () => take(api.GET("/campaigns/{id}/tasks", { params: { path: { id: campaign! } } })),
  });
}

export function useEnvelopes(campaign: string | undefined) {
  return useQuery({
    queryKey: ["envelopes", campaign],
    enabled: campaign !== undefined,
    queryFn: () => take(api.GET("/campaigns/{id}/envelopes", { params: { path: { id: campaign! } } })),
  });
}
