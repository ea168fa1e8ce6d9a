// The mark: eight seats around a table, seen from above.
const seats = Array.from({ length: 8 }, (_, i) => {
  const turn = (Math.PI / 4) * i + Math.PI / 8;
  return { x: 16 + 12 * Math.cos(turn), y: 16 + 12 * Math.sin(turn) };
});

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="6.6" />
      {seats.map((seat) => (
        <circle key={`${seat.x} ${seat.y}`} cx={seat.x.toFixed(2)} cy={seat.y.toFixed(2)} r="2.6" />
      ))}
    </svg>
  );
}
