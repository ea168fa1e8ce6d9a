import { useQuery } from "@tanstack/react-query";
import { api, take } from "../api/client";

/** The measures of the national strategy; they change with a new one, not while one works. */
export function useStrategy() {
  return useQuery({ queryKey: ["strategy"], queryFn: () => take(api.GET("/strategy")), staleTime: Infinity });
}
